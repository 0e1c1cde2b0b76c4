// What a case demands, and the requests that most of them send.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "grpc/testing/test.grpc.pb.h"

constexpr int kPatienceSeconds = 30;
constexpr int kLargeRequest = 271828;
constexpr int kLargeResponse = 314159;

using Stub = grpc::testing::TestService::Stub;

// A call's context, with a deadline, so that a case that hangs fails.
struct Context : grpc::ClientContext {
    Context() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(kPatienceSeconds)); }
};

template <class Expected, class Actual>
void expect(const char* what, const Expected& expected, const Actual& actual) {
    if (!(expected == actual)) {
        std::ostringstream text;
        text << what << ": expected " << expected << ", got " << actual;
        throw std::runtime_error(text.str());
    }
}

inline void expect_status(grpc::StatusCode code, const grpc::Status& status) {
    if (status.error_code() != code) {
        std::ostringstream text;
        text << "expected status " << code << ", got " << status.error_code() << ": " << status.error_message();
        throw std::runtime_error(text.str());
    }
}

inline void expect_ok(const grpc::Status& status) { expect_status(grpc::OK, status); }

inline void expect_zeros(int size, const grpc::testing::Payload& payload) {
    expect("size of the payload", static_cast<size_t>(size), payload.body().size());
    expect("first octet that is not zero", std::string::npos, payload.body().find_first_not_of('\0'));
}

inline void fill(grpc::testing::Payload* payload, int size) { payload->set_body(std::string(size, '\0')); }

inline grpc::testing::SimpleRequest large_request(int request = kLargeRequest, int response = kLargeResponse) {
    grpc::testing::SimpleRequest message;
    message.set_response_size(response);
    fill(message.mutable_payload(), request);
    return message;
}

inline grpc::testing::StreamingInputCallRequest input_request(int size) {
    grpc::testing::StreamingInputCallRequest message;
    fill(message.mutable_payload(), size);
    return message;
}

inline grpc::testing::StreamingOutputCallRequest output_request(int request, std::initializer_list<int> responses) {
    grpc::testing::StreamingOutputCallRequest message;
    fill(message.mutable_payload(), request);
    for (int size : responses) {
        message.add_response_parameters()->set_size(size);
    }
    return message;
}

template <class Stream, class Request>
void send(Stream& stream, const Request& request) {
    expect("a request could be sent", true, stream->Write(request));
}

template <class Stream>
void expect_response(Stream& stream, int size) {
    grpc::testing::StreamingOutputCallResponse response;
    expect("a response came", true, stream->Read(&response));
    expect_zeros(size, response.payload());
}

template <class Stream>
void expect_no_more(Stream& stream) {
    grpc::testing::StreamingOutputCallResponse response;
    expect("a further response came", false, stream->Read(&response));
}
