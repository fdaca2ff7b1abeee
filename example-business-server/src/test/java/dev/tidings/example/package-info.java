@NullMarked
package dev.tidings.example;

import org.jspecify.annotations.NullMarked;
