// The cases of compression, each message's flag looked at.
#pragma once

#include "expectations.h"
#include "message_flags.h"

namespace compression {

using namespace grpc::testing;

inline grpc::Status unary(Stub& stub, bool compressed, bool expected) {
    Context context;
    context.set_compression_algorithm(compressed ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
    SimpleRequest request = large_request();
    request.mutable_expect_compressed()->set_value(expected);
    SimpleResponse response;
    grpc::Status status = stub.UnaryCall(&context, request, &response);
    if (status.ok()) {
        expect_zeros(kLargeResponse, response.payload());
    }
    return status;
}

inline void client_compressed_unary(Stub& stub) {
    expect_status(grpc::INVALID_ARGUMENT, unary(stub, false, true));
    expect_ok(unary(stub, true, true));
    expect_ok(unary(stub, false, false));
}

inline StreamingInputCallRequest input(int size, bool expected) {
    StreamingInputCallRequest request = input_request(size);
    request.mutable_expect_compressed()->set_value(expected);
    return request;
}

inline void client_compressed_streaming(Stub& stub) {
    StreamingInputCallResponse response;
    {
        Context probe;
        auto stream = stub.StreamingInputCall(&probe, &response);
        // It may be refused already while it is sent.
        stream->Write(input(27182, true));
        stream->WritesDone();
        expect_status(grpc::INVALID_ARGUMENT, stream->Finish());
    }
    Context context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    auto stream = stub.StreamingInputCall(&context, &response);
    send(stream, input(27182, true));
    expect("a plain request could be sent", true,
           stream->Write(input(45904, false), grpc::WriteOptions().set_no_compression()));
    stream->WritesDone();
    expect_ok(stream->Finish());
    expect("sum of the sizes", 73086, response.aggregated_payload_size());
}

inline void server_compressed_unary(Stub& stub) {
    for (bool compressed : {true, false}) {
        Context context;
        SimpleRequest request = large_request();
        request.mutable_response_compressed()->set_value(compressed);
        SimpleResponse response;
        expect_ok(stub.UnaryCall(&context, request, &response));
        expect("it is compressed", compressed, arrived_compressed(context));
        expect_zeros(kLargeResponse, response.payload());
    }
}

inline void server_compressed_streaming(Stub& stub) {
    const std::pair<int, bool> parameters[] = {{31415, true}, {92653, false}};
    StreamingOutputCallRequest request;
    for (auto [size, compressed] : parameters) {
        ResponseParameters* each = request.add_response_parameters();
        each->set_size(size);
        each->mutable_compressed()->set_value(compressed);
    }
    Context context;
    auto stream = stub.StreamingOutputCall(&context, request);
    for (auto [size, compressed] : parameters) {
        expect_response(stream, size);
        expect("it is compressed", compressed, arrived_compressed(context));
    }
    expect_no_more(stream);
    expect_ok(stream->Finish());
}

}  // namespace compression
