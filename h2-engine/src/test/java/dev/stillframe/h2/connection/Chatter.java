package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A peer that says whatever a seed tells it to: mostly right, now and then not. */
final class Chatter {
    private final RandomGenerator random;
    private final Role to;
    private final Wire wire = Wire.of();
    private FieldEncoder encoder = FieldEncoder.initial();
    private final List<Integer> open = new ArrayList<>();
    private int nextStream = 1;

    /** How many requests a client has sent to us; their streams are to be answered. */
    private int answered;

    Chatter(RandomGenerator random, Role to) {
        this.random = random;
        this.to = to;
    }

    /** The peer's preface. */
    Octets preface() {
        if (to == Role.SERVER) {
            wire.preface();
        }
        return wire.settings(3, 50, 6, 9000, 0xabcd, 7).settingsAck().octets();
    }

    /** Streams that have been opened so far, by either end. */
    int streams() {
        return (nextStream - 1) / 2;
    }

    /** The client under test has sent a request. */
    void requested() {
        nextStream += 2;
    }

    /** A few frames. */
    Octets some() {
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            frame();
        }
        return wire.octets();
    }

    /** The same octets with a few of them changed, lost or added. */
    Octets corrupt(Octets octets) {
        Output out = new Output(octets.length() + 16);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < octets.length(); i++) {
            if (changes > 0 && random.nextInt(octets.length()) < 2) {
                changes--;
                switch (random.nextInt(3)) {
                    case 0 -> out.u8(random.nextInt(256));
                    case 1 -> out.u8(octets.at(i)).u8(random.nextInt(256));
                    default -> {}
                }
            } else {
                out.u8(octets.at(i));
            }
        }
        return out.cut();
    }

    private void frame() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> head();
            case 6, 7, 8, 9, 10 -> content();
            case 11, 12 -> end();
            case 13 -> {
                int id = pick();
                wire.reset(id, ErrorCode.of(random.nextInt(14)));
                open.remove((Integer) id);
            }
            case 14 -> wire.windowUpdate(0, 1 + random.nextInt(70_000));
            case 15 -> wire.windowUpdate(pick(), 1 + random.nextInt(70_000));
            case 16 -> wire.ping(random.nextBoolean(), Octets.utf8("pingpong"));
            case 17 -> wire.settings(4, 10_000 + random.nextInt(90_000), 1, random.nextInt(5000));
            case 18 -> wire.priority(pick(), 0);
            case 19 -> wire.frame(10 + random.nextInt(5), random.nextInt(256), pick(), text(30));
            case 20 -> {
                if (to == Role.SERVER) {
                    wire.priorityUpdate(pick() + 2 * random.nextInt(2), "u=" + random.nextInt(8));
                }
            }
            case 21 -> wire.settingsAck();
            case 22 -> late();
            default -> {
                if (random.nextInt(12) == 0) {
                    wire.goAway(Integer.MAX_VALUE - 1, ErrorCode.NO_ERROR, "going");
                }
            }
        }
    }

    private void head() {
        if (to == Role.CLIENT) {
            if (answered < streams()) {
                int id = 2 * answered++ + 1;
                if (random.nextInt(4) == 0) {
                    block(id, false, ":status", "103", "link", word());
                }
                block(id, false, ":status", "200", "server", word(), "x-" + word(), word());
                open.add(id);
            }
            return;
        }
        int id = nextStream;
        nextStream += random.nextInt(10) == 0 ? 4 : 2;
        boolean post = random.nextBoolean();
        String[] head = {
            ":method",
            post ? "POST" : "GET",
            ":scheme",
            "http",
            ":authority",
            "a",
            ":path",
            "/" + word(),
            "cookie",
            word(),
            "cookie",
            word(),
            word(),
            word()
        };
        boolean counted = random.nextInt(5) == 0;
        if (counted) {
            head[12] = "content-length";
            head[13] = String.valueOf(random.nextInt(40));
        }
        if (random.nextInt(16) == 0) {
            head[12] = "Wrong";
        }
        block(id, !post, head);
        if (post && counted && random.nextBoolean()) {
            wire.data(id, text(20), true);
        } else if (post) {
            open.add(id);
        }
    }

    private void content() {
        if (random.nextBoolean()) {
            wire.data(pick(), text(300), false);
        } else {
            wire.paddedData(pick(), text(60), random.nextInt(20), false);
        }
    }

    private void end() {
        int id = pick();
        if (random.nextBoolean()) {
            wire.data(id, text(20), true);
        } else {
            block(id, true, "checksum", word());
        }
        open.remove((Integer) id);
    }

    /** Something on a stream that may long be gone. */
    private void late() {
        int id = 2 * random.nextInt(streams() + 1) + 1;
        switch (random.nextInt(3)) {
            case 0 -> wire.data(id, text(40), random.nextBoolean());
            case 1 -> wire.windowUpdate(id, 1 + random.nextInt(100));
            default -> wire.reset(id, ErrorCode.CANCEL);
        }
    }

    private int pick() {
        return open.isEmpty() ? 1 : open.get(random.nextInt(open.size()));
    }

    private void block(int id, boolean endStream, String... fields) {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(256);
        draft.begin(out);
        for (int i = 0; i < fields.length; i += 2) {
            draft.field(out, new Field(fields[i], fields[i + 1]));
        }
        encoder = draft.freeze();
        Octets block = out.cut();
        int flags = endStream ? Wire.END_STREAM : 0;
        if (random.nextInt(3) > 0) {
            wire.headers(id, block, flags | Wire.END_HEADERS);
            return;
        }
        int first = random.nextInt(block.length() + 1);
        wire.headers(id, block.slice(0, first), flags);
        int second = first + random.nextInt(block.length() - first + 1);
        wire.continuation(id, block.slice(first, second - first), 0);
        wire.continuation(id, block.from(second), Wire.END_HEADERS);
    }

    private String word() {
        return "w" + random.nextInt(12);
    }

    private Octets text(int most) {
        byte[] text = new byte[random.nextInt(most + 1)];
        random.nextBytes(text);
        return Octets.wrap(text);
    }
}
