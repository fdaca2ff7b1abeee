package dev.tidings.user;

class InMemoryUsersTest implements UsersContract {
    @Override
    public Users users() {
        return new InMemoryUsers();
    }
}
