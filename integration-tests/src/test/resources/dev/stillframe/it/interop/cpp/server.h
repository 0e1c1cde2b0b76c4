// An interop server: says "ready PORT" when it listens, and ends on SIGTERM.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <signal.h>

#include <iostream>

#include "arguments.h"
#include "service.h"

// As the gRPC project's own interop programs, for the case of a very large request.
constexpr int kMost = 16 << 20;

inline std::shared_ptr<grpc::ServerCredentials> credentials(const Arguments& arguments) {
    if (!arguments.tls()) {
        return grpc::InsecureServerCredentials();
    }
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({arguments.octets("--key_file"), arguments.octets("--cert_file")});
    return grpc::SslServerCredentials(options);
}

// Gives back the exit status.
inline int serve(const Arguments& arguments) {
    // Before there are other threads, so that none of them takes the signal.
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, nullptr);

    TestService service;
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + arguments.text("--port", "0"), credentials(arguments), &port);
    builder.SetMaxReceiveMessageSize(kMost);
    builder.RegisterService(&service);
    auto server = builder.BuildAndStart();
    if (server == nullptr || port == 0) {
        std::cerr << "cannot listen" << std::endl;
        return 1;
    }
    std::cout << "ready " << port << std::endl;
    int signal = 0;
    sigwait(&end, &signal);
    server->Shutdown(std::chrono::system_clock::now());
    server->Wait();
    return 0;
}
