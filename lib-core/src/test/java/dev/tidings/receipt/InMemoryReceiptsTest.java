package dev.tidings.receipt;

class InMemoryReceiptsTest implements ReceiptsContract {
    private final Receipts receipts = new InMemoryReceipts();

    @Override
    public Receipts receipts() {
        return receipts;
    }
}
