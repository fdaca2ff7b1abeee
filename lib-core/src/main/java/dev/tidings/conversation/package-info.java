/**
 * What each user has set for each conversation (pinned, muted, …) and how an SDK keeps its copy of that: a version for
 * each owner that grows with every change. Tables {@code conversation} and {@code conversation_version}.
 */
@NullMarked
package dev.tidings.conversation;

import org.jspecify.annotations.NullMarked;
