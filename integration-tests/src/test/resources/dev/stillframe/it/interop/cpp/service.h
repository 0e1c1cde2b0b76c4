// grpc.testing.TestService, all of it that needs no cloud.
#pragma once

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "message_flags.h"
#include "grpc/testing/test.grpc.pb.h"

class TestService final : public grpc::testing::TestService::Service {
    using Empty = grpc::testing::Empty;
    using Payload = grpc::testing::Payload;
    using InputRequest = grpc::testing::StreamingInputCallRequest;
    using InputResponse = grpc::testing::StreamingInputCallResponse;
    using OutputRequest = grpc::testing::StreamingOutputCallRequest;
    using OutputResponse = grpc::testing::StreamingOutputCallResponse;

    grpc::Status EmptyCall(grpc::ServerContext* context, const Empty*, Empty*) override {
        echo_metadata(*context);
        return grpc::Status::OK;
    }

    grpc::Status UnaryCall(grpc::ServerContext* context, const grpc::testing::SimpleRequest* request,
                           grpc::testing::SimpleResponse* response) override {
        echo_metadata(*context);
        if (refuses_compression(*context, *request)) {
            return wrongly_compressed();
        }
        if (request->response_compressed().value()) {
            context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        }
        fill(*response->mutable_payload(), request->response_type(), request->response_size());
        if (request->fill_server_id()) {
            response->set_server_id(server_id_);
        }
        return asked_status(*request);
    }

    grpc::Status StreamingInputCall(grpc::ServerContext* context, grpc::ServerReader<InputRequest>* requests,
                                    InputResponse* response) override {
        echo_metadata(*context);
        InputRequest request;
        size_t sum = 0;
        while (requests->Read(&request)) {
            if (refuses_compression(*context, request)) {
                return wrongly_compressed();
            }
            sum += request.payload().body().size();
        }
        response->set_aggregated_payload_size(static_cast<int>(sum));
        return grpc::Status::OK;
    }

    grpc::Status StreamingOutputCall(grpc::ServerContext* context, const OutputRequest* request,
                                     grpc::ServerWriter<OutputResponse>* responses) override {
        echo_metadata(*context);
        for (const auto& each : request->response_parameters()) {
            if (each.compressed().value()) {
                context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
            }
        }
        grpc::Status status = asked_status(*request);
        if (status.ok()) {
            respond(*request, *responses);
        }
        return status;
    }

    grpc::Status FullDuplexCall(grpc::ServerContext* context,
                                grpc::ServerReaderWriter<OutputResponse, OutputRequest>* stream) override {
        echo_metadata(*context);
        OutputRequest request;
        while (stream->Read(&request)) {
            grpc::Status status = asked_status(request);
            if (!status.ok()) {
                return status;
            }
            respond(request, *stream);
        }
        return grpc::Status::OK;
    }

    static void echo_metadata(grpc::ServerContext& context) {
        for (const auto& [name, value] : context.client_metadata()) {
            if (name == "x-grpc-test-echo-initial") {
                context.AddInitialMetadata("x-grpc-test-echo-initial", {value.data(), value.size()});
            } else if (name == "x-grpc-test-echo-trailing-bin") {
                context.AddTrailingMetadata("x-grpc-test-echo-trailing-bin", {value.data(), value.size()});
            }
        }
    }

    template <class Request>
    static bool refuses_compression(grpc::ServerContext& context, const Request& request) {
        return request.has_expect_compressed() && request.expect_compressed().value() != arrived_compressed(context);
    }

    static grpc::Status wrongly_compressed() {
        return {grpc::INVALID_ARGUMENT, "the request is compressed, or is not, against what it says"};
    }

    template <class Request>
    static grpc::Status asked_status(const Request& request) {
        return {static_cast<grpc::StatusCode>(request.response_status().code()), request.response_status().message()};
    }

    static void fill(Payload& payload, grpc::testing::PayloadType type, int size) {
        payload.set_type(type);
        payload.set_body(std::string(size, '\0'));
    }

    template <class Stream>
    static void respond(const OutputRequest& request, Stream& stream) {
        for (const auto& each : request.response_parameters()) {
            std::this_thread::sleep_for(std::chrono::microseconds(each.interval_us()));
            OutputResponse response;
            fill(*response.mutable_payload(), request.response_type(), each.size());
            grpc::WriteOptions options;
            if (!each.compressed().value()) {
                options.set_no_compression();
            }
            stream.Write(response, options);
        }
    }

    // Of all servers of this machine.
    const std::string server_id_ = "C++ process " + std::to_string(getpid());
};
