namespace Reactor.Rules.Tests.Loading;

/// <summary>Compares whole texts, and shows all of the actual one where they differ.</summary>
internal static class Golden
{
    public static void Equal(string expected, string actual)
    {
        if (expected.ReplaceLineEndings("\n").TrimEnd('\n') != actual.TrimEnd('\n'))
            Assert.Fail($"Expected:\n{expected}\n\nActual:\n{actual}");
    }
}
