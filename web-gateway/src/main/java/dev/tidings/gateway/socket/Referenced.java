package dev.tidings.gateway.socket;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A session bean by its EJB reference, see {@link SessionBeans}. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, PARAMETER})
@interface Referenced {}
