package dev.stillframe.simulator;

/** Which host and which application stand at an end, by the kind of world. */
final class Styles {
    private Styles() {}

    static Host host(Link link, Side side, Pipe in, Pipe out, Weather weather) {
        boolean driven =
                switch (link.world.plan.sky().kind()) {
                    case PAIR, FOLDS -> false;
                    case DRIVEN, DRIVEN_FOLDS -> true;
                    case MANY, POOL -> weather.oneIn(2);
                };
        boolean folded =
                switch (link.world.plan.sky().kind()) {
                    case PAIR, DRIVEN, POOL -> false;
                    case FOLDS, DRIVEN_FOLDS -> true;
                    case MANY -> weather.oneIn(2);
                };
        App app = side == Side.CLIENT ? new Asker(folded) : new Answerer(folded);
        return driven ? new Driven(link, side, in, out, app) : new Loop(link, side, in, out, app);
    }
}
