package dev.stillframe.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is spoken is found out whatever the pieces are. */
class PrefaceSnifferTest {
    private final List<Boolean> decided = new ArrayList<>();

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(
                new PrefaceSniffer() {
                    @Override
                    protected void decided(ChannelHandlerContext context, boolean http2) {
                        decided.add(http2);
                    }
                });
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static String all(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.append(part.toString(US_ASCII));
            part.release();
        }
        return all.toString();
    }

    @Test
    void thePrefaceInPieces() {
        EmbeddedChannel channel = channel();
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        for (char each : preface.toCharArray()) {
            channel.writeInbound(octets(String.valueOf(each)));
        }
        assertEquals(List.of(true), decided);
        assertEquals(preface, all(channel));
        assertNull(channel.pipeline().get(PrefaceSniffer.class));
    }

    @Test
    void aRequestThatBeginsAsThePrefaceDoes() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(octets("PR"));
        channel.writeInbound(octets("OPFIND / HTTP/1.1\r\n"));
        assertEquals(List.of(false), decided);
        assertEquals("PROPFIND / HTTP/1.1\r\n", all(channel));
    }

    @Test
    void whatHasBegunIsReleasedWithTheChannel() {
        EmbeddedChannel channel = channel();
        ByteBuf begun = octets("PR");
        channel.writeInbound(begun);
        channel.close();
        assertEquals(List.of(), decided);
        assertEquals(0, begun.refCnt());
    }
}
