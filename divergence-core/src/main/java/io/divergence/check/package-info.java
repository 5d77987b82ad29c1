/**
 * What users run on divergences, targets and families of their own: finite differences, consistency and stress checks
 * that answer in words. A check returns a {@link io.divergence.check.CheckReport} and never throws for what it finds.
 */
package io.divergence.check;
