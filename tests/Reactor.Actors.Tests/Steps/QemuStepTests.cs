using System.Text;
using System.Text.Json;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

public sealed class QemuStepTests
{
    [QemuFact]
    public async Task Real_VM_is_asked_pictured_and_commanded()
    {
        await using var qemu = await Qemu.StartAsync("-M", "pc", "-vga", "std");
        var live = new LiveVms();
        var vm = await qemu.ConnectAsync();
        live.Put(vm);
        var runner = Runner(live, qemu.Folder);

        var gathered = await runner.RunAsync(SomeStep.Row("s_1"), SomeStep.Questions("query-status", "screendump"), CancellationToken.None).Guarded();
        var started = await runner.RunAsync(SomeStep.Row("s_2"), SomeStep.Commands("cont") with { Process = vm.Identity.Process }, CancellationToken.None).Guarded();
        var running = await runner.RunAsync(SomeStep.Row("s_3"), SomeStep.Questions("query-status"), CancellationToken.None).Guarded();

        Assert.Equal((StepStatus.Ok, StepStatus.Ok), (gathered.Status, started.Status));
        Assert.Equal("prelaunch", Text(gathered.Results[0], "status"));
        var picture = Text(gathered.Results[1], "path")!;
        Assert.Equal(Path.Combine(qemu.Folder, "screendumps"), Path.GetDirectoryName(picture));
        var magic = new byte[4];
        await using (var file = File.OpenRead(picture))
            await file.ReadExactlyAsync(magic);
        Assert.True(Encoding.Latin1.GetString(magic) is "\u0089PNG" or ['P', '6', ..]);
        Assert.Equal("running", Text(running.Results[0], "status"));
    }

    [QemuFact]
    public async Task Another_QEMU_on_the_same_path_is_left_alone()
    {
        await using var first = await Qemu.StartAsync("-M", "none");
        await using var second = await Qemu.StartAsync("-M", "none");
        var live = new LiveVms();
        var meant = (await first.ConnectAsync()).Identity.Process;
        live.Put(await second.ConnectAsync());

        var result = await Runner(live, second.Folder).RunAsync(
            SomeStep.Row(), SomeStep.Commands("quit") with { AllowsDestructive = true, Process = meant }, CancellationToken.None).Guarded();

        Assert.Equal((StepStatus.Refused, StepError.OtherProcess), (result.Status, result.Error!.Class));
    }

    [QemuFact]
    public async Task Error_of_QEMU_is_a_failure()
    {
        await using var qemu = await Qemu.StartAsync("-M", "none");
        var live = new LiveVms();
        live.Put(await qemu.ConnectAsync());

        var result = await Runner(live, qemu.Folder).RunAsync(SomeStep.Row(), SomeStep.Questions("query-balloon"), CancellationToken.None).Guarded();

        Assert.Equal((StepStatus.Failed, "DeviceNotActive"), (result.Status, result.Error!.Class));
    }

    private static CommandRunner Runner(LiveVms live, string folder) =>
        new(live, CommandRisks.Cautious, SomeStep.Permitted, new ScreendumpFolder(Path.Combine(folder, "screendumps")), TimeProvider.System);

    private static string? Text(CommandResult answer, string member)
    {
        using var json = JsonDocument.Parse(answer.Return!.Value);
        return json.RootElement.GetProperty(member).GetString();
    }
}
