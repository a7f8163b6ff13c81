using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class LabActTests
{
    [QemuFact]
    public async Task Founding_acts_emit_what_they_announce()
    {
        await using var guest = await LabGuest.StartAsync(new LabGuestOptions { Name = "stage" }, CancellationToken.None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        foreach (var act in LabAct.Founding)
        {
            await act.PlayAsync(guest, CancellationToken.None);
            foreach (var name in act.Events)
                await capture.DataAsync(name);
        }

        Assert.Equal(LabAct.Founding.SelectMany(act => act.Events), capture.Names);
    }

    [Fact]
    public void Founding_acts_cover_the_eleven_events() =>
        Assert.Equal(FoundingEventsTests.Founding, LabAct.Founding.SelectMany(act => act.Events).Where(e => e != "STOP").Order());
}
