// gRPC's interop client and server on Debian's libgrpc++: peer client|server ARGUMENTS. The client ends with 0 if its case
// passed, and else says on its error stream why not. The service's generated code is included as well: it is the library's
// headers that take the compiler's time, and so they are read once.
#include "client.h"
#include "grpc/testing/test.grpc.pb.cc"
#include "server.h"

int main(int count, char** words) {
    const std::string role = count < 2 ? "" : words[1];
    try {
        if (role == "client") {
            return play(Arguments(count - 2, words + 2));
        }
        if (role == "server") {
            return serve(Arguments(count - 2, words + 2));
        }
        std::cerr << "usage: peer client|server ARGUMENTS" << std::endl;
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << std::endl;
    }
    return 1;
}
