package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.cases.Cases;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.conformance.script.Level;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.wire.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cases that bind a role.
 *
 * @param peer the role
 * @param played those with a connection of their own; the first shows that the peer lingers
 * @param watched those that are held against all that the peer sends on these connections
 */
public record Suite(Role peer, List<Played> played, List<Watched> watched) {
    /** A case that is played. */
    public record Played(Case of, Plan plan) {}

    /** A case that is watched. */
    public record Watched(Case of, Rule rule) {}

    /** All cases for a role. */
    public static Suite of(Role peer) {
        List<Played> played = new ArrayList<>();
        for (Section section : Cases.ALL) {
            for (int i = 0; i < section.plans().size(); i++) {
                Plan plan = section.plans().get(i);
                if (plan.binds().contains(peer)) {
                    played.add(new Played(describe(section, section.id(i), plan), plan));
                }
            }
        }
        played.sort(Comparator.comparing(one -> !one.of().id().equals(Cases.LINGERS)));
        List<Watched> watched = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            if (rule.binds(peer)) {
                watched.add(new Watched(describe(rule), rule));
            }
        }
        return new Suite(peer, List.copyOf(played), List.copyOf(watched));
    }

    /**
     * Those whose identifier or section is in the list, and the one that shows that the peer
     * lingers; all for an empty list.
     *
     * @throws IllegalArgumentException when a name is nobody's
     */
    public Suite only(List<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        for (String name : names) {
            if (cases().stream().noneMatch(one -> one.isNamed(name))) {
                throw new IllegalArgumentException("there is no case " + name + " for this end");
            }
        }
        return new Suite(
                peer,
                played.stream()
                        .filter(
                                one ->
                                        one.of().id().equals(Cases.LINGERS)
                                                || names.stream().anyMatch(one.of()::isNamed))
                        .toList(),
                watched.stream()
                        .filter(one -> names.stream().anyMatch(one.of()::isNamed))
                        .toList());
    }

    /** All cases, in the order of the RFC. */
    public List<Case> cases() {
        List<Case> all = new ArrayList<>();
        played.forEach(one -> all.add(one.of()));
        watched.forEach(one -> all.add(one.of()));
        all.sort(order());
        return List.copyOf(all);
    }

    /** The titles of the sections, by their numbers. */
    public static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        Cases.ALL.forEach(section -> titles.put(section.number(), section.title()));
        titles.put("8.4.1", "Push Requests");
        return titles;
    }

    /** By section, then by number, the watched ones last. */
    static Comparator<Case> order() {
        return Comparator.<Case, List<Integer>>comparing(
                        one -> numbers(one.section()), Suite::compare)
                .thenComparing(one -> one.id().contains("w"))
                .thenComparing(one -> numbers(one.id().replaceAll(".*/w?", "")), Suite::compare);
    }

    private static List<Integer> numbers(String dotted) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : dotted.split("\\.")) {
            numbers.add(Integer.parseInt(part));
        }
        return numbers;
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Integer.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static Case describe(Section section, String id, Plan plan) {
        return new Case(
                id,
                section.number(),
                plan.level(),
                plan.rule(),
                plan.sends(),
                plan.expectation().words(),
                plan.asked());
    }

    private static Case describe(Rule rule) {
        String section = rule.id().substring(0, rule.id().indexOf('/'));
        String words =
                rule.words().substring(0, 1).toUpperCase(Locale.ROOT) + rule.words().substring(1);
        return new Case(rule.id(), section, Level.MUST, words, "", "no violation", Asked.GET);
    }
}
