/**
 * A telephone call as a fold over its audio.
 *
 * <pre>
 *   Conversation = number, Stage, frames, octets, lost          the context
 *   Stage        = Ringing | Talking | Quiet | Transferring | Connected | Over
 *   VoiceMachine = Conversation, signal -> what to do            pure: time comes in as ticks
 *   CallLog      = each call's last Conversation and status, however it has ended
 * </pre>
 *
 * <p>{@code VoiceRpc} and the messages are generated from {@code voice.proto} by the build.
 */
@NullMarked
package dev.stillframe.examples.voice;

import org.jspecify.annotations.NullMarked;
