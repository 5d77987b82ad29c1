/** Example programs: each prints a table, writes its pictures to a folder that it names, and explains itself with --help. */
package io.divergence.examples;
