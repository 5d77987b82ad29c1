/** Example mains: each has --help, prints a table, and writes its pictures to a folder that it names. */
package io.divergence.examples;
