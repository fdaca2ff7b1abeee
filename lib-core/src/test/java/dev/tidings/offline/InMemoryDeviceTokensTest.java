package dev.tidings.offline;

class InMemoryDeviceTokensTest implements DeviceTokensContract {
    @Override
    public DeviceTokens tokens() {
        return new InMemoryDeviceTokens();
    }

    @Override
    public DeviceTokens tokensOfManyLogins() {
        return new InMemoryDeviceTokens(5);
    }
}
