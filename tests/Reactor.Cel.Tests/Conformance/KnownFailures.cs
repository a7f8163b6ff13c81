namespace Reactor.Cel.Tests.Conformance;

/// <summary>Cases of the specification that fail, by name, with the reason. The test fails when one of them passes.</summary>
internal static class KnownFailures
{
    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>();
}
