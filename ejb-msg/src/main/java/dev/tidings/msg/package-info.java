/** What a caller can ask for, as stateless session beans in front of plain classes. The gateway has established who asks. */
@NullMarked
package dev.tidings.msg;

import org.jspecify.annotations.NullMarked;
