using System.Diagnostics.CodeAnalysis;

[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.Deliveries.TargetActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.DialIn.DialInActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.Discovery.DiscoveryActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.Vms.VmActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.Hosting.RetentionActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
[assembly: SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Scope = "type", Target = "~T:Reactor.Actors.Deliveries.HeartbeatActor",
    Justification = "An actor's end is PostStop, which disposes them.")]
