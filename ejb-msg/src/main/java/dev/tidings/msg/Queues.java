package dev.tidings.msg;

import jakarta.ejb.Stateless;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;

/**
 * Declares the pool of broker connections for the whole application: {@code java:app/jms/im}, of the resource adapter
 * {@code tidings-artemis}, which knows the broker's address and signs in. Without JTA: every effect is idempotent, and a
 * sender's transaction is the session's own.
 */
@Stateless
@ConnectionFactoryDefinition(
        name = "java:app/jms/im",
        interfaceName = "jakarta.jms.ConnectionFactory",
        resourceAdapter = "tidings-artemis",
        transactionSupport = TransactionSupport.TransactionSupportLevel.NoTransaction,
        maxPoolSize = 16,
        minPoolSize = 0)
public class Queues {}
