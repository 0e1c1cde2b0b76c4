// An interop client: plays one case of gRPC's interoperability tests.
#pragma once

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <functional>
#include <iostream>

#include "arguments.h"
#include "compression_cases.h"
#include "messaging_cases.h"
#include "status_cases.h"

inline std::shared_ptr<grpc::Channel> connect(const Arguments& arguments) {
    const std::string target = arguments.text("--server_host") + ":" + arguments.text("--server_port");
    if (!arguments.tls()) {
        return grpc::CreateChannel(target, grpc::InsecureChannelCredentials());
    }
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = arguments.octets("--ca_file");
    grpc::ChannelArguments more;
    const std::string name = arguments.text("--server_host_override");
    if (!name.empty()) {
        more.SetSslTargetNameOverride(name);
    }
    return grpc::CreateCustomChannel(target, grpc::SslCredentials(options), more);
}

// Gives back the exit status.
inline int play(const Arguments& arguments) {
    const std::map<std::string, std::function<void(Stub&)>> cases = {
        {"empty_unary", messaging::empty_unary},
        {"large_unary", messaging::large_unary},
        {"four_megabytes_unary", messaging::four_megabytes_unary},
        {"four_megabytes_streaming", messaging::four_megabytes_streaming},
        {"client_streaming", messaging::client_streaming},
        {"server_streaming", messaging::server_streaming},
        {"ping_pong", messaging::ping_pong},
        {"empty_stream", messaging::empty_stream},
        {"client_compressed_unary", compression::client_compressed_unary},
        {"client_compressed_streaming", compression::client_compressed_streaming},
        {"server_compressed_unary", compression::server_compressed_unary},
        {"server_compressed_streaming", compression::server_compressed_streaming},
        {"custom_metadata", status::custom_metadata},
        {"status_code_and_message", status::status_code_and_message},
        {"special_status_message", status::special_status_message},
        {"unimplemented_method", status::unimplemented_method},
        {"cancel_after_begin", status::cancel_after_begin},
        {"cancel_after_first_response", status::cancel_after_first_response},
        {"timeout_on_sleeping_server", status::timeout_on_sleeping_server},
    };
    const std::string name = arguments.text("--test_case");
    auto channel = connect(arguments);
    if (name == "unimplemented_service") {
        grpc::testing::UnimplementedService::Stub stub(channel);
        status::unimplemented_service(stub);
        return 0;
    }
    auto found = cases.find(name);
    if (found == cases.end()) {
        std::cerr << "no such case: " << name << std::endl;
        return 1;
    }
    Stub stub(channel);
    found->second(stub);
    return 0;
}
