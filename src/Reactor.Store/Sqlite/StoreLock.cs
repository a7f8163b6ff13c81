using System.Globalization;
using System.Text;

namespace Reactor.Store.Sqlite;

/// <summary>
/// The file that keeps two daemons off one store. The operating system drops the lock with the process, however it ends; the
/// file itself stays, because removing a locked file lets two hold it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const int WouldBlock = 11;                                 // EWOULDBLOCK
    private const int SharingViolation = unchecked((int)0x80070020);   // the same on Windows

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or fails at once.</summary>
    /// <param name="storePath">The store's file.</param>
    /// <param name="holder">Tells who holds it, as well as can be found out.</param>
    public static StoreLock Take(string storePath, Func<string> holder)
    {
        string path = storePath + ".lock";
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        FileStream? file = null;
        try
        {
            file = new FileStream(path, options);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            return new StoreLock(file);
        }
        catch (IOException e) when (file is null && e.HResult is WouldBlock or SharingViolation)
        {
            throw new StoreUnavailableException(
                StoreFailure.Locked, $"The store {storePath} is held by {holder()}. Stop that daemon, or name another file under store.sqlite.path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw StoreFaults.From(e, storePath);
        }
    }

    public void Dispose() => _file.Dispose();
}
