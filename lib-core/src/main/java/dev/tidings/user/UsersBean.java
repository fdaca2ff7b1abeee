package dev.tidings.user;

import dev.tidings.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the node's {@link Users} together. */
@Dependent
class UsersBean {
    @Produces
    @ApplicationScoped
    static Users users(Database database, @ConfigProperty(name = "im.user.remembered-max") int rememberedMax) {
        return new RememberedUsers(new MySqlUsers(database), rememberedMax);
    }
}
