// Whether the last message of a call arrived compressed. The library has this for tests, in no header that is installed.
#pragma once

#include <grpc/grpc.h>

#include <cstdint>

uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

// Compressed still, or inflated already.
constexpr uint32_t kCompressed = 0x80000000u | 0x40000000u;

template <class Context>
bool arrived_compressed(Context& context) {
    return (grpc_call_test_only_get_message_flags(context.c_call()) & kCompressed) != 0;
}
