package dev.stillframe.grpc.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import com.google.rpc.DebugInfo;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RequestInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code google.rpc.Status} by hand, compared with Google's own class. */
class StatusDetailsTest {
    private static final ErrorInfo ERROR =
            ErrorInfo.newBuilder()
                    .setReason("STOCKOUT")
                    .setDomain("spanner.example.org")
                    .putMetadata("zone", "a")
                    .build();
    private static final RetryInfo RETRY =
            RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(3)).build();
    private static final BadRequest BAD =
            BadRequest.newBuilder()
                    .addFieldViolations(
                            BadRequest.FieldViolation.newBuilder()
                                    .setField("emails[1].type")
                                    .setDescription("is there already"))
                    .build();

    @Test
    @DisplayName("What is written is what Google's class writes, with all standard details")
    void writes() throws Exception {
        com.google.protobuf.Message[] all = {
            ERROR,
            RETRY,
            BAD,
            DebugInfo.newBuilder().addStackEntries("at a").setDetail("b").build(),
            QuotaFailure.newBuilder()
                    .addViolations(QuotaFailure.Violation.newBuilder().setSubject("a"))
                    .build(),
            PreconditionFailure.newBuilder()
                    .addViolations(PreconditionFailure.Violation.newBuilder().setType("TOS"))
                    .build(),
            RequestInfo.newBuilder().setRequestId("1").build(),
            ResourceInfo.newBuilder().setResourceName("a").build(),
            Help.newBuilder().addLinks(Help.Link.newBuilder().setDescription("a")).build(),
            LocalizedMessage.newBuilder().setLocale("de-CH").setMessage("Grüezi").build()
        };
        com.google.rpc.Status.Builder theirs =
                com.google.rpc.Status.newBuilder().setCode(14).setMessage("try again, später");
        for (com.google.protobuf.Message detail : all) {
            theirs.addDetails(Any.pack(detail));
        }
        Status ours = StatusDetails.of(Code.UNAVAILABLE, "try again, später", all).status();
        assertEquals(Code.UNAVAILABLE, ours.code());
        assertEquals("try again, später", ours.message());
        assertEquals(Octets.wrap(theirs.build().toByteArray()), ours.details());
        assertEquals(theirs.build(), com.google.rpc.Status.parseFrom(ours.details().toArray()));
    }

    @Test
    @DisplayName("What Google's class has written is read, and each detail found by its type")
    void reads() throws Exception {
        com.google.rpc.Status theirs =
                com.google.rpc.Status.newBuilder()
                        .setCode(3)
                        .setMessage("no")
                        .addDetails(Any.pack(ERROR))
                        .addDetails(Any.pack(BAD))
                        .addDetails(Any.pack(StringValue.of("one's own")))
                        .addDetails(Any.pack(ERROR.toBuilder().setReason("ANOTHER").build()))
                        .build();
        Status status =
                Status.of(Code.INVALID_ARGUMENT, "no").with(Octets.wrap(theirs.toByteArray()));
        StatusDetails read = StatusDetails.of(status);
        assertEquals(3, read.code());
        assertEquals("no", read.message());
        assertEquals(theirs.getDetailsList(), read.details());
        assertEquals(ERROR, read.first(ErrorInfo.getDefaultInstance()));
        assertEquals(BAD, read.first(BadRequest.getDefaultInstance()));
        assertEquals(2, read.all(ErrorInfo.getDefaultInstance()).size());
        assertEquals(
                List.of(StringValue.of("one's own")), read.all(StringValue.getDefaultInstance()));
        assertNull(read.first(RetryInfo.getDefaultInstance()));
        assertEquals(status, read.status());
    }

    @Test
    @DisplayName("A status without details is its code and message")
    void none() throws Exception {
        StatusDetails details = StatusDetails.of(Status.of(Code.NOT_FOUND, "gone"));
        assertEquals(new StatusDetails(5, "gone", List.of()), details);
        assertEquals(new StatusDetails(0, "", List.of()), StatusDetails.parse(Octets.EMPTY));
        assertTrue(StatusDetails.of(Code.OK, "").octets().isEmpty());
    }

    @Test
    @DisplayName("Fields that nobody knows are skipped, and a code that nobody knows is UNKNOWN")
    void unknown() throws Exception {
        com.google.rpc.Status later =
                com.google.rpc.Status.newBuilder()
                        .setCode(99)
                        .setUnknownFields(
                                UnknownFieldSet.newBuilder()
                                        .addField(
                                                77,
                                                UnknownFieldSet.Field.newBuilder()
                                                        .addVarint(1)
                                                        .addFixed32(2)
                                                        .addGroup(
                                                                UnknownFieldSet
                                                                        .getDefaultInstance())
                                                        .build())
                                        .build())
                        .build();
        StatusDetails read = StatusDetails.parse(Octets.wrap(later.toByteArray()));
        assertEquals(99, read.code());
        assertEquals(Code.UNKNOWN, read.status().code());
    }

    @Test
    @DisplayName("A negative code takes ten octets, and is read again")
    void negative() throws Exception {
        StatusDetails negative = new StatusDetails(-1, "", List.of());
        assertEquals(11, negative.octets().length());
        assertEquals(negative, StatusDetails.parse(negative.octets()));
    }

    @Test
    @DisplayName("What is no google.rpc.Status is told, cut off anywhere or not UTF-8")
    void malformed() {
        Octets whole = StatusDetails.of(Code.ABORTED, "text", ERROR).octets();
        int refused = 0;
        for (int length = 1; length < whole.length(); length++) {
            Octets cut = whole.slice(0, length);
            try {
                // Cut between two fields it is a status with fewer of them.
                assertNotNull(StatusDetails.parse(cut));
            } catch (InvalidProtocolBufferException e) {
                refused++;
            }
        }
        assertEquals(whole.length() - 1 - 2, refused);
        for (String octets : List.of("12 01 ff", "0c", "00", "08", "1a 02 0a 05")) {
            assertThrows(
                    InvalidProtocolBufferException.class,
                    () -> StatusDetails.parse(Octets.hex(octets)),
                    octets);
        }
    }

    @Test
    @DisplayName("A detail that is not what its type says is told when it is asked for")
    void wrongDetail() throws Exception {
        Any wrong =
                Any.pack(ERROR).toBuilder()
                        .setValue(com.google.protobuf.ByteString.copyFromUtf8("\n\177"))
                        .build();
        StatusDetails details = new StatusDetails(2, "", List.of(wrong, Any.pack(RETRY)));
        StatusDetails read = StatusDetails.parse(details.octets());
        assertEquals(RETRY, read.first(RetryInfo.getDefaultInstance()));
        assertThrows(
                InvalidProtocolBufferException.class,
                () -> read.first(ErrorInfo.getDefaultInstance()));
    }
}
