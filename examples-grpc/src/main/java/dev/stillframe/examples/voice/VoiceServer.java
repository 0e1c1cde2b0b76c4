package dev.stillframe.examples.voice;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.voice.v1.FromLine;
import dev.stillframe.examples.voice.v1.ToLine;
import dev.stillframe.examples.voice.v1.VoiceRpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Answers telephone calls on a port of its own. */
public final class VoiceServer {
    private VoiceServer() {}

    /** {@code VoiceServer PORT LOG}: serves until it is ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (CallLog log = CallLog.at(Path.of(args[1]));
                Server server = serve(Integer.parseInt(args[0]), Patience.USUAL, log)) {
            System.out.println("listening on " + server.addresses());
            Thread.currentThread().join();
        }
    }

    static Server serve(int port, Patience patience, Consumer<VoiceMachine.Ended> saved)
            throws IOException {
        VoiceRpc.Machines machines =
                new VoiceRpc.Machines() {
                    @Override
                    public Machine<?, FromLine, ToLine> talk() {
                        return new VoiceMachine(patience, saved);
                    }
                };
        Services services = VoiceRpc.services(machines);
        return Server.builder().listen(port).handler(GrpcEngine.find().handler(services)).start();
    }
}
