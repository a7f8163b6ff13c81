using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

public sealed class DiskSourceFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactor-rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_gives_the_text() => Assert.Equal("é\n", new DiskSourceFiles().Read(Write("a.yaml", "é\n"u8)).Text);

    [Fact]
    public void Read_what_is_not_there_or_a_folder_is_told()
    {
        Assert.Equal("there is no such file", Refused(Path.Combine(_folder, "none")));
        Assert.Equal("there is no such file", Refused(Path.Combine(_folder, "none", "none")));
        Assert.Equal("this is a folder, not a file", Refused(_folder));
    }

    [Fact]
    public void Read_what_is_not_utf8_is_told_with_the_byte() =>
        Assert.Equal("byte 3 of the file is not UTF-8", Refused(Write("a.yaml", [(byte)'a', (byte)':', (byte)' ', 0xFF, 0xFE])));

    [Fact]
    public void Read_too_large_file_is_refused() =>
        Assert.Equal("the file has more than 1,000 bytes", Assert.Throws<SourceFileException>(() => new DiskSourceFiles(1000).Read(Write("a", new byte[1001]))).Message);

    [Fact]
    public void Glob_finds_files_sorted_and_not_hidden_ones()
    {
        foreach (string name in (string[])["r/b.yaml", "r/a.yaml", "r/a.txt", "r/.hidden.yaml", "r/sub/c.yaml", "r/sub/deep/d.yaml", "r/.git/e.yaml"])
            Write(name, ""u8);
        Assert.Equal(["r/a.yaml", "r/b.yaml"], Found("r/*.yaml"));
        Assert.Equal(["r/a.yaml", "r/b.yaml", "r/sub/c.yaml", "r/sub/deep/d.yaml"], Found("r/**/*.yaml"));
        Assert.Equal(["r/sub/c.yaml"], Found("r/s?b/*.yaml"));
        Assert.Equal(["r/a.txt"], Found("r/a.txt"));
        Assert.Empty(Found("none/*.yaml"));
        Assert.Empty(Found("none.yaml"));
    }

    [Fact]
    public void Glob_folders_that_link_in_circles_end()
    {
        Write("r/a.yaml", ""u8);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "r", "loop"), Path.Combine(_folder, "r"));
        Assert.Equal(["r/a.yaml"], Found("r/**/*.yaml"));
    }

    [Fact]
    public void Load_from_disk_finds_rules_beside_the_configuration()
    {
        Write("reactor.yaml", "version: 1\nvms: [{name: a, qmp: \"unix:/run/a.qmp\"}]\nrules: [rules/*.yaml]\n"u8);
        Write("rules/a.yaml", "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}]}]\n"u8);
        var result = ReactorLoader.Load(_folder, new DiskSourceFiles());
        Assert.Equal("", result.FormatDiagnostics());
        Assert.Equal(_folder, result.Configuration!.BaseDirectory);
        Assert.Single(result.Rules!.Rules);
    }

    private string[] Found(string pattern) =>
        [.. new DiskSourceFiles().Glob(Path.Combine(_folder, pattern)).Select(p => Path.GetRelativePath(_folder, p))];

    private static string Refused(string path) => Assert.Throws<SourceFileException>(() => new DiskSourceFiles().Read(path)).Message;

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
