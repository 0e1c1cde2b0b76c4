/**
 * Load runs against servers in processes of their own.
 *
 * <pre>
 * Child   = a server, and what the kernel has counted for it: Usage
 * Nghttpd = a Child that is no front
 * H2load  = one round of requests: Round
 * Figures = the rounds of one server that count, summed up
 * LiveHeap = octets by class after a collection; Slope = whether they grow
 * Table   = servers side by side, with the Budgets
 * Distance = a way that a relay makes long, Netem = one that Linux does; Ways = transfers over it
 * </pre>
 *
 * <p>Linux only: it reads {@code /proc}. Depends on no other package of the workbench.
 */
@NullMarked
package dev.stillframe.workbench.load;

import org.jspecify.annotations.NullMarked;
