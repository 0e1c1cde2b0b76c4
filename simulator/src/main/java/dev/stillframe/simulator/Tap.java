package dev.stillframe.simulator;

import dev.stillframe.api.message.Octets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Listens on the wire and judges both ends by RFC 9113 alone, without the engine: so that two ends
 * with the same fault do not hide it from each other.
 *
 * <p>What an end has sent is judged by what it had received before. Its peer's settings bind it
 * from its own acknowledgement on (section 6.5.3).
 */
final class Tap {
    private static final int PREFACE = 24;

    private final Link link;
    private final Lane client = new Lane(Side.CLIENT);
    private final Lane server = new Lane(Side.SERVER);

    Tap(Link link) {
        this.link = link;
        client.other = server;
        server.other = client;
        client.skip = PREFACE;
    }

    /** The client has asked for an upgrade with these settings, on stream 1 (RFC 7540 3.2). */
    void upgraded(Octets settings) {
        client.highest = 1;
        client.halves.put(1, new Half());
        server.halves.put(1, new Half());
        client.halves.get(1).ended = true;
        server.acknowledge(settings.toArray());
    }

    /** An end has sent octets. */
    void sent(Side by, Octets octets) {
        lane(by).sent(octets);
    }

    /** An end has received so many octets. */
    void received(Side by, int octets) {
        lane(by.other()).received(octets);
    }

    private Lane lane(Side by) {
        return by == Side.CLIENT ? client : server;
    }

    /** One direction's view of a stream. */
    private static final class Half {
        long octets;
        long credit;
        boolean ended;
        boolean reset;
    }

    /** A frame that has been sent, and where in the stream of octets it ends. */
    private record Control(long end, int type, int flags, int streamId, byte[] payload) {}

    /** One direction. */
    private final class Lane {
        private final Side by;
        private Lane other = this;
        private final byte[] header = new byte[9];
        private int headed;
        private int left;
        private int skip;
        private byte[] payload = new byte[0];
        private long place;
        private long delivered;
        private final ArrayDeque<Control> underWay = new ArrayDeque<>();
        private final ArrayDeque<byte[]> settings = new ArrayDeque<>();
        private final Map<Integer, Half> halves = new HashMap<>();
        private final CRC32 sum = new CRC32();

        // What binds this direction, as its sender has acknowledged it.
        private long initial = 65_535;
        private int frame = 16_384;
        private long streams = Long.MAX_VALUE;
        private boolean push = true;

        private long octets;
        private long credit = 65_535;
        private int pings;
        private int settingsToAnswer;
        private int block;
        private boolean begun;
        private int highest;
        private int promised;
        private int goAway = Integer.MAX_VALUE;

        Lane(Side by) {
            this.by = by;
        }

        private void law(boolean holds, String what) {
            if (!holds) {
                throw new LawBroken("link " + link.number + ", " + by + " on the wire: " + what);
            }
        }

        void sent(Octets sent) {
            byte[] array = sent.toArray();
            sum.update(array);
            link.world.trace(sum.getValue());
            int at = Math.min(skip, array.length);
            skip -= at;
            place += at;
            while (at < array.length || headed == 9 && left == 0) {
                if (headed < 9) {
                    header[headed++] = array[at++];
                    place++;
                    if (headed == 9) {
                        left = (header[0] & 255) << 16 | (header[1] & 255) << 8 | header[2] & 255;
                        payload = new byte[type() == 0 ? 0 : left];
                        law(left <= frame, "a frame of " + left + " octets (4.2)");
                    }
                    continue;
                }
                int part = Math.min(left, array.length - at);
                if (payload.length > 0) {
                    System.arraycopy(array, at, payload, payload.length - left, part);
                }
                at += part;
                place += part;
                left -= part;
                if (left == 0) {
                    frame();
                    headed = 0;
                }
            }
        }

        private int type() {
            return header[3];
        }

        private int length() {
            return (header[0] & 255) << 16 | (header[1] & 255) << 8 | header[2] & 255;
        }

        private int number(byte[] array, int at) {
            return (array[at] & 127) << 24
                    | (array[at + 1] & 255) << 16
                    | (array[at + 2] & 255) << 8
                    | array[at + 3] & 255;
        }

        private void frame() {
            int type = type();
            int flags = header[4] & 255;
            int id = number(header, 5);
            law(begun || type == 4 && (flags & 1) == 0, "no SETTINGS first (3.4)");
            begun = true;
            law(block == 0 || type == 9 && id == block, "a field block is interrupted (4.3)");
            switch (type) {
                case 0 -> data(id, flags);
                case 1 -> headers(id, flags);
                case 3 -> half(id).reset = true;
                case 4 -> {
                    if ((flags & 1) != 0) {
                        law(settingsToAnswer-- > 0, "an acknowledgement of no SETTINGS (6.5)");
                        acknowledge(other.settings.remove());
                    } else {
                        settings.add(payload);
                    }
                }
                case 5 -> {
                    law(push && by == Side.SERVER, "a promise that is not wanted (8.4)");
                    int even = number(payload, 0);
                    law(even > promised && (even & 1) == 0, "a promise of stream " + even);
                    promised = even;
                    halves.put(even, new Half());
                    other.halves.put(even, new Half());
                    other.halves.get(even).ended = true;
                    block = (flags & 4) == 0 ? id : 0;
                }
                case 6 -> {
                    if ((flags & 1) != 0) {
                        law(pings-- > 0, "an answer to no PING (6.7)");
                    }
                }
                case 7 -> {
                    int last = number(payload, 0);
                    law(last <= goAway, "GOAWAY raises its last stream (6.8)");
                    goAway = last;
                }
                case 8 -> law(number(payload, 0) > 0, "an increment of 0 (6.9)");
                case 9 -> block = (flags & 4) == 0 ? id : 0;
                default -> {}
            }
            underWay.add(new Control(place, type, flags, id, payload));
        }

        private Half half(int id) {
            Half half = halves.get(id);
            law(half != null, "a frame on idle stream " + id + " (5.1)");
            return half == null ? new Half() : half;
        }

        private void data(int id, int flags) {
            Half half = half(id);
            half.octets += length();
            octets += length();
            law(!half.ended && !half.reset, "DATA after the end of stream " + id + " (5.1)");
            law(octets <= credit || length() == 0, "over the connection's window (6.9)");
            law(
                    half.octets <= initial + half.credit || length() == 0,
                    "over the window of stream " + id + " (6.9)");
            half.ended = (flags & 1) != 0;
        }

        private void headers(int id, int flags) {
            if (by == Side.CLIENT && !halves.containsKey(id)) {
                law(id > highest && (id & 1) == 1, "stream " + id + " opened after " + highest);
                highest = id;
                law(active(1) < streams, "more streams than allowed (5.1.2)");
                halves.put(id, new Half());
                other.halves.put(id, new Half());
            }
            Half half = half(id);
            law(!half.ended && !half.reset, "HEADERS after the end of stream " + id + " (5.1)");
            half.ended = (flags & 1) != 0;
            block = (flags & 4) == 0 ? id : 0;
        }

        /** Streams of ours that are open, as this end can know. */
        private long active(int odd) {
            return halves.entrySet().stream()
                    .filter(entry -> (entry.getKey() & 1) == odd)
                    .filter(entry -> !entry.getValue().reset)
                    .filter(
                            entry -> {
                                Half back = other.halves.get(entry.getKey());
                                return !(back.reset || entry.getValue().ended && back.ended);
                            })
                    .count();
        }

        private void acknowledge(byte[] bound) {
            for (int at = 0; at + 6 <= bound.length; at += 6) {
                int value = number(bound, at + 2);
                switch ((bound[at] & 255) << 8 | bound[at + 1] & 255) {
                    case 2 -> push = value == 1;
                    case 3 -> streams = value;
                    case 4 -> initial = value;
                    case 5 -> frame = value;
                    default -> {}
                }
            }
        }

        /** The other end has received so many octets of this direction. */
        void received(int count) {
            delivered += count;
            while (!underWay.isEmpty() && underWay.peek().end <= delivered) {
                Control control = underWay.remove();
                switch (control.type) {
                    case 4 -> other.settingsToAnswer += (control.flags & 1) == 0 ? 1 : 0;
                    case 6 -> other.pings += (control.flags & 1) == 0 ? 1 : 0;
                    case 8 -> {
                        if (control.streamId == 0) {
                            other.credit += number(control.payload, 0);
                        } else if (other.halves.containsKey(control.streamId)) {
                            other.halves.get(control.streamId).credit += number(control.payload, 0);
                        }
                    }
                    default -> {}
                }
            }
        }
    }
}
