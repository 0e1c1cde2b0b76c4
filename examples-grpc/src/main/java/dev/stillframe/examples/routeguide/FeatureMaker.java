package dev.stillframe.examples.routeguide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Made the features of {@code features.tsv}: a hundred invented places, 64 of them with a name. */
final class FeatureMaker {
    static final int COUNT = 100;
    static final int NAMED = 64;

    private static final long SEED = 2026;

    /** In degrees times 10^7: a square degree in the middle of Europe. */
    private static final int SOUTH = 470_000_000;

    private static final int WEST = 100_000_000;
    private static final int DEGREE = 10_000_000;

    private static final List<String> FIRST =
            List.of("Amber", "Birch", "Copper", "Drift", "Elder", "Fallow", "Granite", "Heron");
    private static final List<String> SECOND =
            List.of("Bridge", "Chapel", "Ford", "Hut", "Mill", "Pass", "Rock", "Spring");

    private FeatureMaker() {}

    /** Writes the file to the standard output. */
    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    /** Latitude, longitude and name of each, with tabs between them. */
    static List<String> lines() {
        SplittableRandom chance = new SplittableRandom(SEED);
        List<String> names = new ArrayList<>();
        for (String first : FIRST) {
            for (String second : SECOND) {
                names.add(first + " " + second);
            }
        }
        while (names.size() < COUNT) {
            names.add("");
        }
        Set<String> places = new HashSet<>();
        List<String> lines = new ArrayList<>();
        while (lines.size() < COUNT) {
            String place =
                    (SOUTH + chance.nextInt(DEGREE)) + "\t" + (WEST + chance.nextInt(DEGREE));
            if (places.add(place)) {
                lines.add(place + "\t" + names.remove(chance.nextInt(names.size())));
            }
        }
        return lines;
    }
}
