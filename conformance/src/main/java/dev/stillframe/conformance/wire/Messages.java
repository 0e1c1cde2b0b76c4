package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the field sections of one connection against the rules of section 8. */
final class Messages {
    private static final Set<String> CONNECTION_SPECIFIC =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

    private final Role peer;
    private final Watch.Notes notes;
    private final Set<Integer> known = new HashSet<>();
    private final Set<Integer> open = new HashSet<>();

    /** Streams whose (final) head has come: what follows is a trailer section. */
    private final Set<Integer> headed = new HashSet<>();

    Messages(Role peer, Watch.Notes notes) {
        this.peer = peer;
        this.notes = notes;
    }

    /** A client has opened a stream; how many there are now. */
    int opened(int streamId) {
        known.add(streamId);
        open.add(streamId);
        return open.size();
    }

    int open() {
        return open.size();
    }

    boolean knows(int streamId) {
        return known.contains(streamId);
    }

    /** A stream is over. */
    void closed(int streamId) {
        open.remove(streamId);
    }

    /** A whole block has come. */
    void block(int streamId, List<Field> fields) {
        lines(fields);
        if (headed.contains(streamId)) {
            boolean pseudo = fields.stream().anyMatch(Messages::isPseudo);
            notes.take(Rule.PSEUDO_FIRST, pseudo ? "one in a trailer section" : null);
            return;
        }
        String status = value(fields, ":status");
        if (status == null || !status.startsWith("1")) {
            headed.add(streamId);
        }
        pseudos(fields);
        if (peer == Role.CLIENT) {
            request(fields);
        } else {
            boolean right = status != null && status.matches("[1-9][0-9]{2}");
            notes.take(Rule.STATUS, right ? null : "status " + status);
        }
    }

    private void lines(List<Field> fields) {
        for (Field field : fields) {
            String name = field.name();
            boolean lower = name.equals(name.toLowerCase(Locale.ROOT));
            notes.take(Rule.LOWERCASE, lower ? null : name);
            boolean forbidden =
                    CONNECTION_SPECIFIC.contains(name)
                            || name.equals("te") && !field.value().equals("trailers");
            notes.take(Rule.CONNECTION_FIELDS, forbidden ? field.toString() : null);
        }
    }

    private void pseudos(List<Field> fields) {
        Set<String> seen = new HashSet<>();
        boolean regular = false;
        String fault = null;
        for (Field field : fields) {
            if (!isPseudo(field)) {
                regular = true;
            } else if (regular || !seen.add(field.name())) {
                fault = field.name() + (regular ? " after other fields" : " twice");
            }
        }
        notes.take(Rule.PSEUDO_FIRST, fault);
    }

    private void request(List<Field> fields) {
        String method = value(fields, ":method");
        if ("CONNECT".equals(method)) {
            return;
        }
        String path = value(fields, ":path");
        boolean whole = method != null && value(fields, ":scheme") != null && path != null;
        notes.take(Rule.REQUEST, whole && !path.isEmpty() ? null : "a request of " + fields);
        String authority = value(fields, ":authority");
        String host = value(fields, "host");
        boolean other = authority != null && host != null && !host.equals(authority);
        notes.take(Rule.HOST, other ? host + " and " + authority : null);
    }

    private static boolean isPseudo(Field field) {
        return field.name().startsWith(":");
    }

    private static @Nullable String value(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }
}
