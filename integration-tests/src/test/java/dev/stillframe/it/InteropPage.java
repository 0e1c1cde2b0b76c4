package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.misbehaving.NegativeCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of the interop runs. */
final class InteropPage {
    static final Path FILE = Path.of("..", "docs", "interop.md");

    private static final String PASSED = "passed";
    private static final String NOT_PLAYED = "not played by this peer";

    private InteropPage() {}

    /** A column of the table. */
    private record Column(String title, Predicate<InteropCase> played) {}

    static String written() {
        return """
                # gRPC with others

                `./stillframe interop` plays the [interop cases](https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md) by which the
                implementations of gRPC are tried against each other: those that need no cloud, those that grpc-java has besides, and some of ours.
                `./stillframe interop server` is a server for anybody's client, `./stillframe interop client HOST:PORT` a client for anybody's server.

                The build plays them with the peers below. Our server is set up in %d ways: %s.
                Our client calls the peers' servers without TLS and with it.
                "Not played" are cases that a peer's program does not have. `pick_first_unary` is played by others with one set-up: it waits for seconds.

                This page is generated, by a run in which all was passed that it says:
                `mvn -q -B test -pl integration-tests -am -Dtest='Interop*Test' -Dsurefire.failIfNoSpecifiedTests=false -Dstillframe.regenerate=true`

                ## Counts

                %s
                ## Cases

                %s
                ## A server that misbehaves

                The [negative cases](https://github.com/grpc/grpc/blob/master/doc/http2-interop-test-descriptions.md): a server on our frame writer does this to
                its clients. Our client's calls end with the status that the specification names, and its connection is as good as before.

                %s"""
                .formatted(
                        InteropSetup.values().length,
                        Arrays.stream(InteropSetup.values())
                                .map(InteropSetup::toString)
                                .collect(Collectors.joining("; ")),
                        counts(),
                        cases(),
                        negative());
    }

    private static List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (InteropPeer peer : InteropPeer.values()) {
            columns.add(new Column(peer.title() + "'s client", peer.asClient()::contains));
            if (peer != InteropPeer.STILLFRAME) {
                columns.add(new Column(peer.title() + "'s server", peer.asServer()::contains));
            }
        }
        return columns;
    }

    private static String counts() {
        List<List<String>> rows = new ArrayList<>();
        for (InteropPeer peer : InteropPeer.values()) {
            int inSetups =
                    Stream.of(InteropSetup.values())
                            .mapToInt(setup -> peer.asClient(setup).size())
                            .sum();
            rows.add(count(peer.title() + "'s client, our server", peer.asClient(), inSetups));
            if (peer != InteropPeer.STILLFRAME) {
                int served = peer.asServer().size() * peer.serves().size();
                rows.add(
                        count(
                                "our client, " + peer.title() + "'s server",
                                peer.asServer(),
                                served));
            }
        }
        return table(List.of("who", "cases", "passed", "not played", "runs"), rows);
    }

    private static List<String> count(String who, List<InteropCase> played, int runs) {
        int all = InteropCase.values().length;
        return List.of(
                who,
                String.valueOf(all),
                String.valueOf(played.size()),
                String.valueOf(all - played.size()),
                String.valueOf(runs));
    }

    private static String cases() {
        List<Column> columns = columns();
        List<List<String>> rows = new ArrayList<>();
        for (InteropCase each : InteropCase.values()) {
            List<String> row = new ArrayList<>();
            row.add('`' + each.title() + '`');
            row.add(each.shows());
            columns.forEach(c -> row.add(c.played().test(each) ? PASSED : NOT_PLAYED));
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("case", "shows"));
        columns.forEach(c -> head.add(c.title()));
        return table(head, rows);
    }

    private static String negative() {
        List<InteropPeer> peers =
                Stream.of(InteropPeer.values()).filter(p -> !p.negative().isEmpty()).toList();
        List<List<String>> rows = new ArrayList<>();
        for (NegativeCase each : NegativeCase.values()) {
            List<String> row = new ArrayList<>();
            row.add('`' + each.title() + '`');
            row.add(each.does());
            peers.forEach(p -> row.add(p.negative().contains(each) ? PASSED : NOT_PLAYED));
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("case", "the server"));
        peers.forEach(p -> head.add(p.title() + "'s client"));
        return table(head, rows);
    }

    private static String table(List<String> head, List<List<String>> rows) {
        StringBuilder table = new StringBuilder();
        line(head, table);
        line(head.stream().map(ignored -> "---").toList(), table);
        rows.forEach(row -> line(row, table));
        return table.toString();
    }

    private static void line(List<String> cells, StringBuilder to) {
        to.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
