import { mount } from 'svelte';
import MailsPage from './MailsPage.svelte';
import '../../inbox/styles/tokens.css';
import '../../inbox/styles/base.css';
import '../../inbox/styles/controls.css';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
mount(MailsPage, { target });
