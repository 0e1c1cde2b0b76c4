package dev.stillframe.interop.client;

import com.google.protobuf.Message;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.interop.Marked;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.Payload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a case demands. */
final class Expect {
    private Expect() {}

    /** A call that must not end well. */
    @FunctionalInterface
    interface Failing {
        void call() throws RpcException, CaseFailed;
    }

    static void that(boolean so, String otherwise) throws CaseFailed {
        if (!so) {
            throw new CaseFailed(otherwise);
        }
    }

    static void same(String what, @Nullable Object expected, @Nullable Object actual)
            throws CaseFailed {
        that(
                Objects.equals(expected, actual),
                what + ": expected " + expected + ", but was " + actual);
    }

    /** What is there. */
    static <T> T some(String what, @Nullable T value) throws CaseFailed {
        if (value == null) {
            throw new CaseFailed("no " + what + " came");
        }
        return value;
    }

    /** So many zeros. */
    static void zeros(Payload payload, int octets) throws CaseFailed {
        same("octets of the payload", octets, payload.getBody().size());
        that(Payloads.isZeros(payload, octets), "the payload is not of zeros");
    }

    /** A message that came compressed, or not. */
    static void compressed(boolean expected, Message message) throws CaseFailed {
        same("whether the response was compressed", expected, Marked.isOn(message));
    }

    /** A call that fails with this code. */
    static Status failure(Code code, Failing failing) throws CaseFailed {
        try {
            failing.call();
        } catch (RpcException e) {
            if (e.status().code() != code) {
                throw new CaseFailed("expected " + code + ", but was " + e.status(), e);
            }
            return e.status();
        }
        throw new CaseFailed("expected " + code + ", but the call ended well");
    }

    /** No more responses. */
    static void end(Source<?> responses) throws RpcException, CaseFailed {
        that(responses.next() == null, "one response too many");
    }
}
