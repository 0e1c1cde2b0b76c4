package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {
    private final ResponseHeads responses = new ResponseHeads();
    private final RequestHeads requests = new RequestHeads();

    @Test
    void names_are_lower_case_and_repeated_fields_are_the_same_object() {
        FieldSection one = responses.section(HttpFields.build().add("X-One", "1"), -1);
        FieldSection two = responses.section(HttpFields.build().add("x-one", "1"), -1);
        assertEquals("x-one", one.at(0).name());
        assertSame(one.at(0), two.at(0));
    }

    @Test
    void cookies_are_never_indexed_and_not_kept() {
        FieldSection one = responses.section(HttpFields.build().add("Set-Cookie", "a=1"), -1);
        FieldSection two = responses.section(HttpFields.build().add("Set-Cookie", "a=1"), -1);
        assertTrue(one.at(0).neverIndexed());
        assertNotSame(one.at(0), two.at(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b"})
    void values_that_would_split_a_message_are_refused(String value) {
        HttpFields fields = HttpFields.build().add("x", value);
        assertThrows(ResponseHeads.Unsendable.class, () -> responses.section(fields, -1));
    }

    @Test
    void a_section_above_its_limit_is_refused() {
        HttpFields fields = HttpFields.build().add("x", "y".repeat(100));
        assertThrows(ResponseHeads.Unsendable.class, () -> responses.section(fields, 100));
        assertEquals(1, responses.section(fields, 101).count());
    }

    @Test
    void a_repeated_request_shares_its_target_and_fields() {
        MetaData.Request one = requests.request(head("/a"), 1);
        MetaData.Request two = requests.request(head("/a"), 2);
        assertSame(one.getHttpURI(), two.getHttpURI());
        assertSame(one.getHttpFields(), two.getHttpFields());
        assertEquals(2, two.getBeginNanoTime());
        assertEquals("/b", requests.request(head("/b"), 3).getHttpURI().getPath());
    }

    private static RequestHead head(String path) {
        return RequestHead.of(
                "GET", "http", "localhost", path, FieldSection.of("x-one", "1", "x-two", "2"));
    }

    @Test
    void content_length_is_known() {
        RequestHead head =
                RequestHead.of(
                        "POST", "http", "localhost", "/", FieldSection.of("content-length", "12"));
        assertEquals(12, requests.request(head, 1).getContentLength());
        assertEquals(-1, requests.request(head("/"), 1).getContentLength());
    }

    @Test
    void what_jetty_takes_for_a_bad_target_is_400() {
        HttpException.RuntimeException refused =
                assertThrows(
                        HttpException.RuntimeException.class,
                        () ->
                                requests.request(
                                        RequestHead.of(
                                                "GET",
                                                "http",
                                                "host:70000",
                                                "/",
                                                FieldSection.EMPTY),
                                        1));
        assertEquals(400, refused.getCode());
    }

    @Test
    void no_cipher_without_forward_secrecy_comes_first() {
        assertTrue(
                Http2Ciphers.COMPARATOR.compare(
                                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                                "TLS_RSA_WITH_AES_256_CBC_SHA")
                        < 0);
        assertFalse(Http2Ciphers.isProhibited("TLSv1.3", "TLS_AES_256_GCM_SHA384"));
    }
}
