namespace Reactor.Rules.Tests.Loading;

/// <summary>Compares whole texts, and shows all of the actual one where they differ.</summary>
internal static class Golden
{
    public static void Equal(string expected, string actual)
    {
        if (expected.ReplaceLineEndings("\n").TrimEnd('\n') != actual.TrimEnd('\n'))
            Assert.Fail($"Expected:\n{expected}\n\nActual:\n{actual}");
    }

    /// <summary>Compares with a file of the repository that is made from the sources; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
    public static void File(string path, string actual)
    {
        string full = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            System.IO.File.WriteAllText(full, actual);
        }

        string[] expected = System.IO.File.Exists(full) ? System.IO.File.ReadAllText(full).Split('\n') : [], lines = actual.Split('\n');
        int at = Enumerable.Range(0, Math.Max(expected.Length, lines.Length)).FirstOrDefault(i => expected.ElementAtOrDefault(i) != lines.ElementAtOrDefault(i), -1);
        if (at >= 0)
        {
            Assert.Fail(
                $"{path} is not what the sources say any more. Write it anew: UPDATE_GOLDEN=1 ./test.sh (or dotnet test tests/Reactor.Rules.Tests), and look at the difference.\n"
                + $"line {at + 1}\n  has   {expected.ElementAtOrDefault(at)}\n  want  {lines.ElementAtOrDefault(at)}");
        }
    }
}
