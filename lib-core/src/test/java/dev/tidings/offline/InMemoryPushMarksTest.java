package dev.tidings.offline;

class InMemoryPushMarksTest implements PushMarksContract {
    @Override
    public PushMarks marks() {
        return new InMemoryPushMarks();
    }
}
