# Signs or verifies all messages of a folder with Mail::DKIM: maildkim.pl verify FOLDER | maildkim.pl sign FOLDER
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Mail::DKIM::Signer;
use Mail::DKIM::DNS;
use Net::DNS;

my ($mode, $folder) = @ARGV;
my %zone;
open(my $z, '<', "$folder/zone") or die;
while (<$z>) { chomp; my ($n, $v) = split /\t/, $_, 2; $zone{lc $n} = $v; }

package FakeResolver;
sub new { return bless {}, shift }
sub send {
    my ($self, $name, $type) = @_;
    my $packet = Net::DNS::Packet->new($name, $type);
    if (my $value = $zone{lc $name}) {
        my @pieces = unpack('(A200)*', $value);
        $packet->push(answer => Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => \@pieces));
    }
    return $packet;
}
sub errorstring { return 'NOERROR' }

package main;
Mail::DKIM::DNS::resolver(FakeResolver->new);

opendir(my $d, $folder) or die;
for my $name (sort grep { /\.eml$/ } readdir $d) {
    open(my $f, '<:raw', "$folder/$name") or die;
    my $message = do { local $/; <$f> };
    close $f;
    if ($mode eq 'verify') {
        my $dkim = Mail::DKIM::Verifier->new();
        $dkim->PRINT($message);
        $dkim->CLOSE;
        my @all = $dkim->signatures;
        print "$name ", (@all && !grep({ $_->result ne 'pass' } @all) ? 'pass' : 'fail ' . join('; ', map { $_->result_detail } @all)), "\n";
        next;
    }
    my ($number) = $name =~ /^(\d+)/;
    my $form = ('relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple')[$number % 4];
    my ($body) = $message =~ /\r\n\r\n(.*)/s;
    my $policy = sub {
        my $signer = shift;
        my $signature = Mail::DKIM::Signature->new(Algorithm => 'rsa-sha256', Method => $form, Headers => $signer->headers, Domain => 'example.test', Selector => 'rsa');
        # It has no other way to l= than to be told how much it is; that of nothing would mean all to it.
        $signature->body_count(3) if $number % 3 == 0 && $body =~ /\S/;
        $signer->add_signature($signature);
        return;
    };
    my $dkim = Mail::DKIM::Signer->new(Policy => $policy, KeyFile => "$folder/rsa.private");
    $dkim->PRINT($message);
    $dkim->CLOSE;
    open(my $o, '>:raw', "$folder/$name") or die;
    print $o $dkim->signature->as_string, "\r\n", $message;
    close $o;
}
