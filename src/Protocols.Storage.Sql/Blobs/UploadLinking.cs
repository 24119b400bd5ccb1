namespace Protocols.Storage.Sql;

/// <summary>How an upload becomes an account's content: placed before the change that links to it, linked within that change.</summary>
internal static class UploadLinking
{
    /// <summary>Brings what goes into files to disk, name and all. Whoever disposes of an upload while its change waits does not take the content away.</summary>
    /// <returns>The uploads, to be released when the writer needs them no more.</returns>
    public static List<StagedUpload> Prepare(BlobFiles files, AccountId account, IEnumerable<BlobUpload> contents, string parameter)
    {
        List<StagedUpload> uploads = [];
        foreach (BlobUpload content in contents)
        {
            StagedUpload upload = content as StagedUpload ?? throw new ArgumentException("The content was not uploaded to this store.", parameter);
            _ = upload.Id;
            uploads.Add(upload);
        }

        uploads.ForEach(upload => upload.Lease());
        try
        {
            foreach (StagedUpload upload in uploads.Distinct())
            {
                if (upload.StagingPath is { } staged)
                {
                    upload.Sync();
                    files.Place(staged, account, upload.Id);
                }
            }
        }
        catch (IOException)
        {
            uploads.ForEach(upload => upload.Release());
            throw;
        }

        return uploads;
    }

    /// <summary>Links the content; runs on the writer's thread.</summary>
    public static void Link(SqlSession session, BlobFiles files, AccountId account, StagedUpload upload)
    {
        session[BlobStatements.Link].Execute(account.Value, upload.Id.ToArray(), upload.Length, upload.Inline);
        if (upload.StagingPath is { } staged && !files.Exists(account, upload.Id))
        {
            // A sweep took the file between its placing and now.
            files.Place(staged, account, upload.Id);
        }
    }
}
