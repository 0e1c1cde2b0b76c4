package dev.stillframe.simulator;

import dev.stillframe.api.connection.Role;

/** An end of a link. */
public enum Side {
    /** The one that asks. */
    CLIENT,
    /** The one that answers. */
    SERVER;

    Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }

    Role role() {
        return this == CLIENT ? Role.CLIENT : Role.SERVER;
    }
}
