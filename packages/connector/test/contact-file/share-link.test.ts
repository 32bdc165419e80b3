import { resolveShareLink } from '../../src/contact-file/fetch/share-link';

describe('a link that people copy', () => {
  const sheet = 'https://docs.google.com/spreadsheets/d/1AbC-d_E';
  it.each([
    ['a Google sheet', `${sheet}/edit#gid=77`, `${sheet}/export?format=csv&gid=77`],
    ['a Google sheet shared', `${sheet}/edit?usp=sharing`, `${sheet}/export?format=csv`],
    [
      'a Google sheet with its tab in the query',
      `${sheet}/edit?gid=7#gid=7`,
      `${sheet}/export?format=csv&gid=7`,
    ],
    [
      'a Google sheet of the second account',
      'https://docs.google.com/spreadsheets/u/1/d/1AbC-d_E/edit',
      `${sheet}/export?format=csv`,
    ],
    ['an old Google sheet', `${sheet}/edit?resourcekey=0-x`, `${sheet}/export?format=csv&resourcekey=0-x`],
    ['an export of a Google sheet', `${sheet}/export?format=xlsx`, `${sheet}/export?format=xlsx`],
    [
      'a published Google sheet',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?gid=3',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv&gid=3&single=true',
    ],
    [
      'a Google sheet published as CSV',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv',
    ],
    [
      'a Google sheet of a company',
      'https://docs.google.com/a/acme.example/spreadsheets/d/1AbC-d_E/edit#gid=5',
      `${sheet}/export?format=csv&gid=5`,
    ],
    ['a preview of a Google sheet', `${sheet}/htmlview?pli=1#gid=2`, `${sheet}/export?format=csv&gid=2`],
    [
      'a Google sheet published as a page of its own',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub#gid=3',
      'https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv&gid=3&single=true',
    ],
    [
      'a file in Google Drive',
      'https://drive.google.com/file/d/1AbC/view?usp=drive_link',
      'https://drive.google.com/uc?export=download&id=1AbC&confirm=t',
    ],
    [
      'an open link of Google Drive',
      'https://drive.google.com/open?id=1AbC',
      'https://drive.google.com/uc?export=download&id=1AbC&confirm=t',
    ],
    [
      'a file in the Google Drive of a company',
      'https://drive.google.com/a/acme.example/file/d/1AbC/view?resourcekey=0-x',
      'https://drive.google.com/uc?export=download&id=1AbC&confirm=t&resourcekey=0-x',
    ],
    [
      'a download of Google Drive',
      'https://drive.google.com/uc?id=1AbC&export=download',
      'https://drive.google.com/uc?export=download&id=1AbC&confirm=t',
    ],
    [
      'Dropbox',
      'https://www.dropbox.com/scl/fi/ab/leads.csv?rlkey=k3y&dl=0',
      'https://www.dropbox.com/scl/fi/ab/leads.csv?rlkey=k3y&dl=1',
    ],
    [
      'Dropbox, as it was',
      'https://www.dropbox.com/s/ab/leads.csv',
      'https://www.dropbox.com/s/ab/leads.csv?dl=1',
    ],
    ['OneDrive', 'https://1drv.ms/x/s!AbC?e=4', 'https://1drv.ms/x/s!AbC?e=4&download=1'],
    [
      'SharePoint',
      'https://acme.sharepoint.com/:x:/s/sales/EAbC?e=4',
      'https://acme.sharepoint.com/:x:/s/sales/EAbC?e=4&download=1',
    ],
    [
      'OneDrive for Business',
      'https://acme-my.sharepoint.com/:x:/g/personal/a/EAbC',
      'https://acme-my.sharepoint.com/:x:/g/personal/a/EAbC?download=1',
    ],
    [
      'an old link of OneDrive',
      'https://onedrive.live.com/redir?resid=A!1&authkey=!B&ithint=file%2cxlsx',
      'https://onedrive.live.com/download?resid=A%211&authkey=%21B&ithint=file%2Cxlsx&download=1',
    ],
    [
      'OneDrive to be embedded',
      'https://onedrive.live.com/embed?resid=A%211&authkey=%21B',
      'https://onedrive.live.com/download?resid=A%211&authkey=%21B&download=1',
    ],
    [
      'SharePoint that opens in the browser',
      'https://acme.sharepoint.com/:x:/r/sites/sales/Shared%20Documents/l.xlsx?d=w8&csf=1&web=1&e=m',
      'https://acme.sharepoint.com/:x:/r/sites/sales/Shared%20Documents/l.xlsx?d=w8&csf=1&e=m&download=1',
    ],
    [
      'a document that SharePoint has open',
      'https://acme.sharepoint.com/sites/sales/_layouts/15/Doc.aspx?sourcedoc=%7B82AF-7E%7D&file=l.xlsx&action=default',
      'https://acme.sharepoint.com/sites/sales/_layouts/15/download.aspx?UniqueId=82AF-7E',
    ],
    ['a gist', 'https://gist.github.com/acme/0a1b2c', 'https://gist.githubusercontent.com/acme/0a1b2c/raw'],
    [
      'GitHub, raw already',
      'https://github.com/acme/crm/raw/refs/heads/main/leads.csv',
      'https://raw.githubusercontent.com/acme/crm/refs/heads/main/leads.csv',
    ],
    [
      'GitHub',
      'https://github.com/acme/crm/blob/main/a%20b/leads.csv?plain=1',
      'https://raw.githubusercontent.com/acme/crm/main/a%20b/leads.csv',
    ],
  ])('to %s becomes its download', (_, link, download) => {
    expect(resolveShareLink(new URL(link)).url.href).toBe(download);
  });

  it.each([
    ['Amazon', 'https://b.s3.ap-south-1.amazonaws.com/l.csv?X-Amz-Signature=ab%2Fc&X-Amz-Date=1'],
    ['Google', 'https://storage.googleapis.com/b/l.csv?X-Goog-Signature=ab'],
    ['Azure', 'https://acme.blob.core.windows.net/c/l.csv?sv=2024&sig=a%2Bb%3D'],
    ['a CRM', 'https://crm.example/export?x=1&x=2#top'],
    ['a repository of GitHub', 'https://github.com/acme/crm'],
    ['a raw gist', 'https://gist.github.com/acme/0a1b2c/raw/leads.csv'],
    ['a file of SharePoint', 'https://acme.sharepoint.com/sites/sales/Shared%20Documents/l.csv'],
  ])('that %s signed or made stays as it is, to the byte', (_, link) => {
    expect(resolveShareLink(new URL(link)).url.href).toBe(link);
  });

  it('of somebody who only looks like a provider is not a share link', () => {
    expect(resolveShareLink(new URL('https://dropbox.com.evil.example/s/ab')).provider.name).toBe('The host');
    expect(resolveShareLink(new URL('https://evilsharepoint.com/:x:/a')).provider.name).toBe('The host');
  });
});
