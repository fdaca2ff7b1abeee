package dev.tidings.history;

class InMemoryHistoryTest implements HistoryContract {
    @Override
    public History history() {
        return new InMemoryHistory();
    }
}
