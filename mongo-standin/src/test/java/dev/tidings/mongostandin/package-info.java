/** Tests through the driver an application uses, against a server in this process or a child of it. */
@NullMarked
package dev.tidings.mongostandin;

import org.jspecify.annotations.NullMarked;
