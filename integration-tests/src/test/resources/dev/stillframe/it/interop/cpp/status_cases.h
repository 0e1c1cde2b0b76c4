// The cases of metadata, statuses, cancellation and deadlines.
#pragma once

#include "expectations.h"

namespace status {

using namespace grpc::testing;

constexpr char kInitial[] = "x-grpc-test-echo-initial";
constexpr char kInitialValue[] = "test_initial_metadata_value";
constexpr char kTrailing[] = "x-grpc-test-echo-trailing-bin";
constexpr char kTrailingValue[] = "\xab\xab\xab";
constexpr char kSpecial[] = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n";

inline void add_metadata(Context& context) {
    context.AddMetadata(kInitial, kInitialValue);
    context.AddMetadata(kTrailing, kTrailingValue);
}

template <class Metadata>
void expect_one(const Metadata& metadata, const char* name, const std::string& value) {
    expect("fields of that name", size_t{1}, metadata.count(name));
    auto found = metadata.find(name)->second;
    expect("its value", value, std::string(found.data(), found.size()));
}

inline void expect_metadata(Context& context) {
    expect_one(context.GetServerInitialMetadata(), kInitial, kInitialValue);
    expect_one(context.GetServerTrailingMetadata(), kTrailing, kTrailingValue);
}

inline void custom_metadata(Stub& stub) {
    Context unary;
    add_metadata(unary);
    SimpleResponse response;
    expect_ok(stub.UnaryCall(&unary, large_request(), &response));
    expect_zeros(kLargeResponse, response.payload());
    expect_metadata(unary);

    Context duplex;
    add_metadata(duplex);
    auto stream = stub.FullDuplexCall(&duplex);
    send(stream, output_request(kLargeRequest, {kLargeResponse}));
    stream->WritesDone();
    expect_response(stream, kLargeResponse);
    expect_no_more(stream);
    expect_ok(stream->Finish());
    expect_metadata(duplex);
}

inline void expect_echo(const std::string& message, const grpc::Status& status) {
    expect_status(grpc::UNKNOWN, status);
    expect("message of the status", message, status.error_message());
}

inline void expect_unary_echo(Stub& stub, const std::string& message) {
    Context context;
    SimpleRequest request;
    request.mutable_response_status()->set_code(grpc::UNKNOWN);
    request.mutable_response_status()->set_message(message);
    SimpleResponse response;
    expect_echo(message, stub.UnaryCall(&context, request, &response));
}

inline void status_code_and_message(Stub& stub) {
    const std::string message = "test status message";
    expect_unary_echo(stub, message);
    Context context;
    StreamingOutputCallRequest request;
    request.mutable_response_status()->set_code(grpc::UNKNOWN);
    request.mutable_response_status()->set_message(message);
    auto stream = stub.FullDuplexCall(&context);
    send(stream, request);
    stream->WritesDone();
    expect_no_more(stream);
    expect_echo(message, stream->Finish());
}

inline void special_status_message(Stub& stub) { expect_unary_echo(stub, kSpecial); }

inline void unimplemented_method(Stub& stub) {
    Context context;
    Empty response;
    expect_status(grpc::UNIMPLEMENTED, stub.UnimplementedCall(&context, Empty(), &response));
}

inline void unimplemented_service(UnimplementedService::Stub& stub) {
    Context context;
    Empty response;
    expect_status(grpc::UNIMPLEMENTED, stub.UnimplementedCall(&context, Empty(), &response));
}

inline void cancel_after_begin(Stub& stub) {
    Context context;
    StreamingInputCallResponse response;
    auto stream = stub.StreamingInputCall(&context, &response);
    context.TryCancel();
    expect_status(grpc::CANCELLED, stream->Finish());
}

inline void cancel_after_first_response(Stub& stub) {
    Context context;
    auto stream = stub.FullDuplexCall(&context);
    send(stream, output_request(27182, {31415}));
    expect_response(stream, 31415);
    context.TryCancel();
    expect_status(grpc::CANCELLED, stream->Finish());
}

inline void timeout_on_sleeping_server(Stub& stub) {
    Context context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
    auto stream = stub.FullDuplexCall(&context);
    // Its time may be over already while it is sent.
    stream->Write(output_request(27182, {}));
    expect_status(grpc::DEADLINE_EXCEEDED, stream->Finish());
}

}  // namespace status
