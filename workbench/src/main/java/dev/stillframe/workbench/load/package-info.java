/**
 * Load runs against fronts in processes of their own.
 *
 * <pre>
 * Child   = a front that serves, and what the kernel has counted for it: Usage
 * H2load  = one round of requests: Round
 * Figures = the rounds of one front that count, summed up
 * Table   = two fronts side by side, with the budgets
 * </pre>
 *
 * <p>Linux only: it reads {@code /proc}. Depends on no other package of the workbench.
 */
@NullMarked
package dev.stillframe.workbench.load;

import org.jspecify.annotations.NullMarked;
