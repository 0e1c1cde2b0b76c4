package dev.stillframe.h2.message;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * What we must not send: the same rules that we hold the peer to, since "an endpoint MUST NOT
 * generate" what the other end must refuse.
 */
final class Outgoing {
    private Outgoing() {}

    /** What is wrong with a request of ours, or null. */
    static @Nullable Malformed request(RequestHead head) {
        Malformed wrong =
                Control.check(
                        head.method(),
                        head.scheme(),
                        head.authority(),
                        head.path(),
                        head.protocol());
        if (wrong != null) {
            return wrong;
        }
        FieldSection fields = head.fields();
        String host = null;
        String length = null;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            String value = field.value();
            wrong = FieldLine.check(field);
            if (wrong != null) {
                return wrong;
            }
            switch (FieldLine.kind(field.name())) {
                case ORDINARY, COOKIE -> {}
                case CONNECTION_SPECIFIC -> {
                    return new Malformed.ConnectionSpecific(field.name());
                }
                case TRANSFER_ENCODING -> {
                    return new Malformed.TransferEncoding();
                }
                case TE -> {
                    if (!FieldLine.onlyTrailers(value)) {
                        return new Malformed.BadTe(value);
                    }
                }
                case HOST -> {
                    if (host != null) {
                        return new Malformed.DuplicateHost();
                    }
                    host = value;
                }
                case CONTENT_LENGTH -> {
                    if (length != null || !isOneNumber(value)) {
                        return new Malformed.BadContentLength(value);
                    }
                    length = value;
                }
            }
        }
        return host == null ? null : Control.host(host, head.scheme(), head.authority());
    }

    /** What is wrong with a response of ours, or null. */
    static @Nullable Malformed response(ResponseHead head) {
        int status = head.status();
        if (status == 101) {
            return new Malformed.SwitchingProtocols();
        }
        FieldSection fields = head.fields();
        String length = null;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            Malformed wrong = FieldLine.check(field);
            if (wrong != null) {
                return wrong;
            }
            switch (FieldLine.kind(field.name())) {
                case ORDINARY, HOST, COOKIE -> {}
                case CONNECTION_SPECIFIC, TE -> {
                    return new Malformed.ConnectionSpecific(field.name());
                }
                case TRANSFER_ENCODING -> {
                    return new Malformed.TransferEncoding();
                }
                case CONTENT_LENGTH -> {
                    if (head.isInterim() || status == 204) {
                        return new Malformed.ContentLengthForbidden(status);
                    }
                    if (length != null || !isOneNumber(field.value())) {
                        return new Malformed.BadContentLength(field.value());
                    }
                    length = field.value();
                }
            }
        }
        return null;
    }

    private static boolean isOneNumber(String value) {
        return value.indexOf(',') < 0 && ContentLength.parse(value) >= 0;
    }
}
