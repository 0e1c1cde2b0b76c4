// The cases in which messages of many sizes arrive whole and in order.
#pragma once

#include <thread>

#include "expectations.h"

namespace messaging {

using namespace grpc::testing;

constexpr int kRequests[] = {27182, 8, 1828, 45904};
constexpr int kResponses[] = {31415, 9, 2653, 58979};
// Just under 4 MiB, the most that is received where nobody has said otherwise.
constexpr int kFourMegabytes = 4'000'000;

inline void empty_unary(Stub& stub) {
    Context context;
    Empty response;
    expect_ok(stub.EmptyCall(&context, Empty(), &response));
    expect("octets of the response", size_t{0}, response.ByteSizeLong());
}

inline void unary(Stub& stub, int request, int response_size) {
    Context context;
    SimpleResponse response;
    expect_ok(stub.UnaryCall(&context, large_request(request, response_size), &response));
    expect_zeros(response_size, response.payload());
}

inline void large_unary(Stub& stub) { unary(stub, kLargeRequest, kLargeResponse); }

inline void four_megabytes_unary(Stub& stub) { unary(stub, kFourMegabytes, kFourMegabytes); }

inline void four_megabytes_streaming(Stub& stub) {
    Context context;
    auto stream = stub.FullDuplexCall(&context);
    const int times = 3;
    // The other end need not read on before its responses are taken.
    std::thread sender([&stream] {
        for (int i = 0; i < times; i++) {
            stream->Write(output_request(kFourMegabytes, {kFourMegabytes}));
        }
        stream->WritesDone();
    });
    StreamingOutputCallResponse response;
    int came = 0;
    bool whole = true;
    while (stream->Read(&response)) {
        came++;
        whole = whole && response.payload().body() == std::string(kFourMegabytes, '\0');
    }
    sender.join();
    expect_ok(stream->Finish());
    expect("responses", times, came);
    expect("all of them are whole", true, whole);
}

inline void client_streaming(Stub& stub) {
    Context context;
    StreamingInputCallResponse response;
    auto stream = stub.StreamingInputCall(&context, &response);
    int sum = 0;
    for (int size : kRequests) {
        send(stream, input_request(size));
        sum += size;
    }
    stream->WritesDone();
    expect_ok(stream->Finish());
    expect("sum of the sizes", sum, response.aggregated_payload_size());
}

inline void server_streaming(Stub& stub) {
    Context context;
    StreamingOutputCallRequest request;
    for (int size : kResponses) {
        request.add_response_parameters()->set_size(size);
    }
    auto stream = stub.StreamingOutputCall(&context, request);
    for (int size : kResponses) {
        expect_response(stream, size);
    }
    expect_no_more(stream);
    expect_ok(stream->Finish());
}

inline void ping_pong(Stub& stub) {
    Context context;
    auto stream = stub.FullDuplexCall(&context);
    for (int i = 0; i < 4; i++) {
        send(stream, output_request(kRequests[i], {kResponses[i]}));
        expect_response(stream, kResponses[i]);
    }
    stream->WritesDone();
    expect_no_more(stream);
    expect_ok(stream->Finish());
}

inline void empty_stream(Stub& stub) {
    Context context;
    auto stream = stub.FullDuplexCall(&context);
    stream->WritesDone();
    expect_no_more(stream);
    expect_ok(stream->Finish());
}

}  // namespace messaging
