package dev.tidings.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.checker.Invariant;
import dev.tidings.checker.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircumstancesTest {
    @TempDir
    Path folder;

    private List<Path> histories = List.of();

    @BeforeEach
    void twoFilesOfOneRun() throws IOException {
        Path devices = Files.writeString(folder.resolve("devices.jsonl"), """
                {"t":1500000000,"event":"SEND","clientMsgID":"a"}
                {"t":1600000000,"event":"SEND","clientMsgID":"b"}
                {"t":2500000000,"event":"SENT","clientMsgID":"a"}
                """);
        Path faults = Files.writeString(folder.resolve("faults.jsonl"), """
                {"t":1000000000,"event":"FAULT","detail":"APP_KILLED"}
                {"t":2000000000,"event":"FAULT","detail":"REDIS_SLOW"}
                """);
        histories = List.of(devices, faults);
    }

    @Test
    void theLinesThatAReportNamesStandBetweenTheFaultsOfTheirTime() throws IOException {
        Report report = report(new Report.Verdict(1, 1, List.of("a was sent (line 1) and acked (line 3)"), ""));

        assertThat(Circumstances.of(report, histories).lines())
                .containsExactly(
                        "    0.000 s  {\"t\":1000000000,\"event\":\"FAULT\",\"detail\":\"APP_KILLED\"}",
                        "    0.500 s  line 1 {\"t\":1500000000,\"event\":\"SEND\",\"clientMsgID\":\"a\"}",
                        "    1.000 s  {\"t\":2000000000,\"event\":\"FAULT\",\"detail\":\"REDIS_SLOW\"}",
                        "    1.500 s  line 3 {\"t\":2500000000,\"event\":\"SENT\",\"clientMsgID\":\"a\"}");
    }

    @Test
    void thereIsNothingToSayIfEverythingHolds() throws IOException {
        assertThat(Circumstances.of(report(new Report.Verdict(1, 0, List.of(), "")), histories))
                .isEmpty();
    }

    private static Report report(Report.Verdict ofOrder) {
        Map<Invariant, Report.Verdict> verdicts = Arrays.stream(Invariant.values())
                .collect(Collectors.toMap(
                        it -> it,
                        it -> it == Invariant.REAL_TIME_ORDER ? ofOrder : new Report.Verdict(1, 0, List.of(), "")));
        return new Report(1, 3, verdicts);
    }
}
