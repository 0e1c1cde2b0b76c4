package dev.stillframe.examples.kv;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.examples.kv.rpc.GetResponse;
import dev.stillframe.examples.kv.rpc.SetRequest;

/** What holds of keys and values, wherever they are kept. */
final class Entries {
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_VALUE = 65_536;

    private Entries() {}

    /** A key that may be used. */
    static String key(String key) throws RpcException {
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "a key has 1 to " + LONGEST_KEY + " characters, not " + key.length());
        }
        return key;
    }

    /** A key and a value that may be set. */
    static SetRequest checked(SetRequest request) throws RpcException {
        key(request.getKey());
        int length = request.getValue().length();
        if (length > LONGEST_VALUE) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "a value has " + LONGEST_VALUE + " characters at the most, not " + length);
        }
        return request;
    }

    static GetResponse found(String value) {
        return GetResponse.newBuilder().setValue(value).build();
    }

    static RpcException nothingAt(String key) {
        return new RpcException(Code.NOT_FOUND, "nothing is set at " + key);
    }

    static RpcException forgotten(String why) {
        return new RpcException(Code.OUT_OF_RANGE, why);
    }
}
